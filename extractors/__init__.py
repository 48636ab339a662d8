"""Pages in, values out: decode, split into blocks, label every block, read the fields, judge the page.

Pure: no clock, no network, no Prefect, no DuckDB, no state between calls.
"""
