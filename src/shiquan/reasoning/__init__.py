"""What follows from the data by the ontology (OWL 2 RL), compiled into rules that run document by document."""
