"""What a person should look at, as lists to work through: what the checks found, validation, review notes, sentences not understood, missing texts."""
