"""Tierline after a dbt job, for Airflow 3: build, then plan and apply what that very build made.

The worker needs Node, the project's folder with its node_modules, and dbt. Variables that sync files and tierline.yml name
come from the worker's environment or a secrets backend, never from this file.
"""

from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

PROJECT = "/srv/my-shop"

with DAG(
    dag_id="tierline",
    schedule="15 * * * *",
    start_date=datetime(2026, 1, 1),
    # What was missed is made up for by one run.
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    tags=["tierline"],
) as dag:
    build = BashOperator(
        task_id="build",
        cwd=PROJECT,
        bash_command="dbt build --select +aud_members +aud_tier package:tierline --target prod --target-path target",
        append_env=True,
    )
    send = BashOperator(
        task_id="send",
        cwd=PROJECT,
        # 5: some rows were not accepted, which is no failure of the task; alerts and status tell which.
        bash_command=(
            "code=0; "
            "npx tierline run --no-build --dbt-target-path target --target prod --no-input || code=$?; "
            "[ $code -eq 5 ] || exit $code"
        ),
        append_env=True,
        # 6: another run goes on; the next one does the rest.
        skip_on_exit_code=6,
        retries=2,
        retry_delay=timedelta(minutes=5),
    )
    build >> send
