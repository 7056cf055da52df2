"""Commands that add people who may change the catalog."""

import sys

import click

from mood_recommender.cli.groups import Group, need_database
from mood_recommender.curating.curators import add_curator

group = Group("curators", callback=need_database, help="Add people who may change the lists.")


@group.command("add")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(name: str, password_stdin: bool) -> None:
    """Add the curator NAME, who then signs in at /admin; asks for a password."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    add_curator(name, password)
    click.echo(f"{name} can sign in at /admin now.")
