"""What was lived through and what was learned: experiences in three tiers, recall, knowledge."""

from memory.calling import (
    expand,
    for_each_item,
    for_item,
    things_exist,
)
from memory.distil import (
    distil_round,
)
from memory.embedding import (
    Embedder,
    HashedNgrams,
)
from memory.entries import (
    MAX_EVIDENCE_IDS,
    MAX_SKILL_DEPTH,
    MAX_SKILL_STEPS,
    Change,
    Effect,
    Entry,
    Evidence,
    Guardrail,
    KnowledgeView,
    LogEntry,
    Remedy,
    Skill,
    SkillCall,
    SkillStep,
    Status,
    entry_adapter,
    entry_id,
)
from memory.experience import (
    Experience,
    experience_id,
)
from memory.knowledge import (
    knowledge_at,
    retired_at,
)
from memory.method import (
    Learned,
    Method,
    MethodContext,
    MethodFactory,
)
from memory.parameters import (
    Argument,
    Parameter,
)
from memory.patterns import (
    AtMost,
    Before,
    FieldPattern,
    Forbidden,
    Inside,
    PlanPattern,
    SubgoalPattern,
    Tried,
    forbids_next,
    vain_here,
)
from memory.proposals import (
    Lived,
    Proposal,
    ProposedGuardrail,
    ProposedSkill,
    ProposedWording,
    Proposer,
)
from memory.recall import (
    Recaller,
    recall_experiences,
)
from memory.recalls import (
    Example,
    Filter,
    Hit,
    Query,
    Question,
    Reason,
    Recall,
    Spot,
)
from memory.rows import (
    IndexRow,
)
from memory.signature import Signature
from memory.skills import usual_cost
from memory.store import (
    EpisodeRecord,
    Reasons,
    RecordedRecall,
    RunRecord,
    Store,
    StoredDocument,
    StoredRow,
)
from memory.summary import (
    SummaryKey,
    SummaryLine,
    wilson_interval,
)
from memory.vain import (
    vain_tries,
)

__all__ = [
    "Argument",
    "AtMost",
    "Before",
    "Change",
    "Effect",
    "Embedder",
    "Entry",
    "EpisodeRecord",
    "Evidence",
    "Example",
    "Experience",
    "FieldPattern",
    "Filter",
    "Forbidden",
    "Guardrail",
    "HashedNgrams",
    "Hit",
    "IndexRow",
    "Inside",
    "KnowledgeView",
    "Learned",
    "Lived",
    "LogEntry",
    "MAX_EVIDENCE_IDS",
    "MAX_SKILL_DEPTH",
    "MAX_SKILL_STEPS",
    "Method",
    "MethodContext",
    "MethodFactory",
    "Parameter",
    "PlanPattern",
    "Proposal",
    "ProposedGuardrail",
    "ProposedSkill",
    "ProposedWording",
    "Proposer",
    "Query",
    "Question",
    "Reason",
    "Reasons",
    "Recall",
    "Recaller",
    "RecordedRecall",
    "Remedy",
    "RunRecord",
    "Signature",
    "Skill",
    "SkillCall",
    "SkillStep",
    "Spot",
    "Status",
    "Store",
    "StoredDocument",
    "StoredRow",
    "SubgoalPattern",
    "SummaryKey",
    "SummaryLine",
    "Tried",
    "distil_round",
    "entry_adapter",
    "entry_id",
    "expand",
    "experience_id",
    "for_each_item",
    "for_item",
    "forbids_next",
    "knowledge_at",
    "recall_experiences",
    "retired_at",
    "things_exist",
    "usual_cost",
    "vain_here",
    "vain_tries",
    "wilson_interval",
]
