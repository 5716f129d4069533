"""What bqemulator 1.4.0 lacks of BigQuery's jobs and scripts, in the smallest form that serves. docs/bigquery.md lists it."""

import contextvars
import re

import pyarrow as pa
import sqlglot
from bqemulator.api.routes import jobs
from bqemulator.catalog import ddl_sync
from bqemulator.domain.errors import AlreadyExistsError
from bqemulator.jobs import executor
from bqemulator.scripting import interpreter
from bqemulator.sql import builtin_udfs
from bqemulator.storage import arrow_bridge

# A script's statements get the query's parameters, and `@@row_count` is what the DML before changed.
query_parameters = contextvars.ContextVar("query_parameters", default=None)
bind_parameters = interpreter.bind_parameters
interpreter.bind_parameters = lambda sql, _none: bind_parameters(sql, query_parameters.get())

run_query_body = executor._run_query_body


async def run_with_parameters(*, query_params, **others):
    query_parameters.set(query_params)
    return await run_query_body(query_params=query_params, **others)


executor._run_query_body = run_with_parameters
run_query = interpreter.ScriptInterpreter._run_query


async def run_counted(self, bq_sql):
    table = await run_query(self, bq_sql.replace("@@row_count", str(getattr(self, "row_count", 0))))
    if executor.classify_statement_type(bq_sql) in ("INSERT", "UPDATE", "DELETE", "MERGE"):
        self.row_count = executor._extract_dml_affected_rows(table)
    return table


interpreter.ScriptInterpreter._run_query = run_counted

# A job's id is known for ever: the same one again is refused, and nothing runs.
handle_query_job = jobs._handle_query_job


async def handle_once(project_id, job_id, config, *, ctx, **others):
    if ctx.catalog.get_job(project_id, job_id) is not None:
        raise AlreadyExistsError(f"Already Exists: Job {project_id}:{job_id}")
    return await handle_query_job(project_id, job_id, config, ctx=ctx, **others)


jobs._handle_query_job = handle_once

# It brings no JavaScript: the one function that we define before a statement is here instead.
FUNCTION = "create temp function tierline_fnv1a"


# Of a table's options it reads no further than the first closing parenthesis.
EXPIRY = re.compile(r"^(alter table .* set options) \(.*\)$")


def simplified(bq_sql):
    statement = bq_sql.split('""";\n', 1)[1] if bq_sql.startswith(FUNCTION) else bq_sql
    return EXPIRY.sub(r"\1 (expiration_timestamp = null)", statement)


execute_query_job = jobs.execute_query_job


async def execute_simplified(project_id, job_id, bq_sql, query_params, ctx, **others):
    return await execute_query_job(project_id, job_id, simplified(bq_sql), query_params, ctx, **others)


jobs.execute_query_job = execute_simplified


def fnv1a(text):
    folded = 2_166_136_261
    units = text.encode("utf-16-le")
    for low, high in zip(units[::2], units[1::2]):
        folded = (folded ^ (high << 8 | low)) * 16_777_619 % 4_294_967_296
    return float(folded)


register_builtin_udfs = builtin_udfs.register_builtin_udfs


def register_functions(connection):
    register_builtin_udfs(connection)
    connection.create_function("tierline_fnv1a", fnv1a, ["VARCHAR"], "DOUBLE")


builtin_udfs.register_builtin_udfs = register_functions

# The catalogue shows the digits of `numeric(18, 4)`.
describe_field = ddl_sync._arrow_field_to_table_field


def describe_digits(field, *others, **named):
    described = describe_field(field, *others, **named)
    if not pa.types.is_decimal(field.type) or field.type.scale in (9, 38):
        return described
    return described.model_copy(update={"precision": field.type.precision, "scale": field.type.scale})


ddl_sync._arrow_field_to_table_field = describe_digits

# A NUMERIC is written without an exponent; zero was `0E-9`.
arrow_bridge._BQ_TYPE_FORMATTERS = tuple(
    (is_of_type, (lambda value, _type, _field: format(value, "f")) if is_of_type is pa.types.is_decimal else formatter)
    for is_of_type, formatter in arrow_bridge._BQ_TYPE_FORMATTERS
)

# A dry run estimates eight bytes for each value of the tables that are read; it would be 0, whatever is asked.
build_dry_run = jobs._build_dry_run_query_response


async def build_estimated(*, project_id, bq_sql, ctx, **others):
    response = await build_dry_run(project_id=project_id, bq_sql=bq_sql, ctx=ctx, **others)
    tables = sqlglot.parse_one(simplified(bq_sql), read="bigquery").find_all(sqlglot.exp.Table)
    estimate = sum(bytes_of(ctx, project_id, table) for table in tables)
    response["statistics"]["query"]["totalBytesProcessed"] = str(estimate)
    return response


def bytes_of(ctx, project_id, table):
    found = table.db and ctx.catalog.get_table(table.catalog or project_id, table.db, table.name)
    if not found:
        return 0
    schema = f"{table.catalog or project_id}__{table.db}"
    rows = ctx.engine.fetch_arrow(f'select count(*) as n from "{schema}"."{table.name}"')
    return 8 * len(found.schema_.fields) * rows.column(0)[0].as_py()


jobs._build_dry_run_query_response = build_estimated
