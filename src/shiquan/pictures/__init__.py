"""Pictures for a report, as SVG and PNG: matrix, chain, flow and timeline."""
