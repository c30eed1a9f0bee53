"""Questions to the graph: named queries, competency questions, and the trace of a task through the tiers."""
