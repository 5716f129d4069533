"""Starts bqemulator 1.4.0 with its shortcomings mended, so that statements run in it as they stand.

The words of the command line are its own. docs/bigquery.md lists what it cannot show.
"""

import sys

import hasten_bigquery_emulator  # noqa: F401
import mend_bigquery_emulator  # noqa: F401
from bqemulator.cli import main
from bqemulator.sql.rewriter import create_table_schema_ctas
from duckdb_extensions import import_extension
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

# It insists on this extension, and would download it.
import_extension("spatial")

# A bare NUMERIC has nine decimals in BigQuery; it would become DuckDB's bare DECIMAL, which has three.
DuckDB.Generator.TYPE_PARAM_SETTINGS = {
    **DuckDB.Generator.TYPE_PARAM_SETTINGS,
    exp.DType.DECIMAL: ((38, 9), (38, 38)),
}

# `create table t (columns) as (select …)`: dbt puts the query in parentheses, where it is not looked for.
first_select = create_table_schema_ctas._first_select
create_table_schema_ctas._first_select = lambda body: first_select(
    body.unnest() if isinstance(body, exp.Subquery) else body
)

sys.exit(main())
