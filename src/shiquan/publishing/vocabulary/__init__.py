"""The vocabularies as pages: ontology, shapes, schemes of concepts, lexicon, and a diagram, all made from the files of `ontology/`."""
