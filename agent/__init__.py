"""The closed loop, suites, evolution experiments, reports, and the command line."""

from agent.arms import ARMS, Arm, Budget, arm_named
from agent.config import RunConfig
from agent.episode import Episode, Outcome
from agent.experiments import Result, evolve, suite
from agent.job import Job
from agent.loop import run_episode
from agent.observers import Observer
from agent.remembering import EpisodeMemory
from agent.runner import run_job
from agent.scores import PartsScore, Rate, Row, score_parts, summarise
from agent.tasks import find_task

__all__ = [
    "ARMS",
    "Arm",
    "Budget",
    "Episode",
    "EpisodeMemory",
    "Job",
    "Observer",
    "Outcome",
    "PartsScore",
    "Rate",
    "Result",
    "Row",
    "RunConfig",
    "arm_named",
    "evolve",
    "find_task",
    "run_episode",
    "run_job",
    "score_parts",
    "suite",
    "summarise",
]
