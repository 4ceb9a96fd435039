"""From a situation to a plan: chat models, prompts, enforcement by code, local replanning."""

from planner.beliefs import (
    ErrorRates,
    Prior,
    vanilla_prior,
)
from planner.books import ChainedStep, NoWay
from planner.chaining import chain
from planner.chat import (
    Billed,
    ChatModel,
    ChatModelFactory,
    Ending,
    FromFile,
    Hurried,
    Message,
    ModelContext,
    Reply,
    Usage,
    make_model,
    providers,
)
from planner.chat_planner import ChatPlanner
from planner.chat_proposer import ChatProposer
from planner.conformance import check_chat_model
from planner.fitting import better_prior
from planner.guard import (
    Enforced,
    Violation,
    enforce,
    violates,
)
from planner.metering import (
    LimitReached,
    Metered,
    ModelBounds,
)
from planner.novice import Novice
from planner.operators import Knowhow, Operator
from planner.operators_of_rules import from_rules
from planner.operators_of_skills import from_skills
from planner.oracle import OraclePlanner
from planner.plan_format import PlanFormatError
from planner.plan_schema import MAX_STEPS, plan_schema
from planner.planning import (
    Planner,
    Situation,
)
from planner.prompt import (
    estimated_tokens,
    render_prompt,
)
from planner.prompt_templates import Templates, read_templates
from planner.recording import (
    RecordedCall,
    Recorder,
)
from planner.replay import CALLS, Replay
from planner.scripted import Scripted
from planner.sentences import (
    example_line,
    failure_line,
    guardrail_line,
    skill_line,
)
from planner.servers import SERVERS, key_of, key_variable

__all__ = [
    "Billed",
    "CALLS",
    "ChainedStep",
    "ChatModel",
    "ChatModelFactory",
    "ChatPlanner",
    "ChatProposer",
    "Ending",
    "Enforced",
    "ErrorRates",
    "FromFile",
    "Hurried",
    "Knowhow",
    "LimitReached",
    "MAX_STEPS",
    "Message",
    "Metered",
    "ModelBounds",
    "ModelContext",
    "NoWay",
    "Novice",
    "Operator",
    "OraclePlanner",
    "PlanFormatError",
    "Planner",
    "Prior",
    "RecordedCall",
    "Recorder",
    "Replay",
    "Reply",
    "SERVERS",
    "Scripted",
    "Situation",
    "Templates",
    "Usage",
    "Violation",
    "better_prior",
    "chain",
    "check_chat_model",
    "enforce",
    "estimated_tokens",
    "example_line",
    "failure_line",
    "from_rules",
    "from_skills",
    "guardrail_line",
    "key_of",
    "key_variable",
    "make_model",
    "plan_schema",
    "providers",
    "read_templates",
    "render_prompt",
    "skill_line",
    "vanilla_prior",
    "violates",
]
