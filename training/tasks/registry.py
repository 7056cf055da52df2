"""Find a task by its name, which is that of its file beside this one."""

import importlib
import pkgutil
from typing import Any

import training.tasks
from mood_recommender.errors import MoodRecommenderError
from training.tasks.task import Task

NO_TASKS = ("registry", "task")
"""The other files of this folder."""


class UnknownTask(MoodRecommenderError):
    """There is no file of that name in training/tasks."""

    title = "Unknown task"


def task_names() -> list[str]:
    """Return the name of every task; none of them is loaded."""
    found = pkgutil.iter_modules(training.tasks.__path__)
    return [module.name for module in found if module.name not in NO_TASKS]


def find_task(name: str) -> Task[Any]:
    """Load the TASK of a file in training/tasks. Raises UnknownTask."""
    if name not in task_names():
        raise UnknownTask(f"There is no task {name!r}; choose one of {', '.join(task_names())}.")
    task: Task[Any] = importlib.import_module(f"training.tasks.{name}").TASK
    return task
