"""What is counted and timed, for Prometheus; a name of a person or a text never is a label."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Bounds in seconds."""
ANSWERED, FALLBACK, FAILED = OUTCOMES = ("answered", "fallback", "failed")
CHANNELS = ("website", "telegram", "rest")
ACTION, DATABASE, LOCK, MOVED, CANCELLED, OTHER = ERRORS = (
    "action",
    "database",
    "lock",
    "conversation_moved",
    "cancelled",
    "other",
)


class Metrics:
    """Figures of this process, besides its own memory, processor time and open files."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)

    def text(self) -> bytes:
        """Return all figures in the text format of Prometheus (`CONTENT_TYPE`)."""
        return generate_latest(self.registry)


class TurnMetrics(Metrics):
    """Figures of Rasa's server: its turns, whatever their channel, and its answers over HTTP."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = Counter(
            "lotse_turns", "Turns, by channel and outcome.", ["channel", "outcome"], registry=self.registry
        )
        self.seconds = Histogram(
            "lotse_turn_seconds",
            "How long turns take, in seconds.",
            ["channel"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.errors = Counter(
            "lotse_errors", "What failed in turns, by kind.", ["kind"], registry=self.registry
        )
        self.requests = Counter(
            "lotse_http_requests",
            "Answers over HTTP, by route and status.",
            ["path", "status"],
            registry=self.registry,
        )
        self.in_progress = Gauge(
            "lotse_turns_in_progress", "Turns being taken just now.", registry=self.registry
        )
        self.model = Gauge("lotse_model_info", "The model that answers.", ["model"], registry=self.registry)
        # What has not happened yet is 0 and not unknown, so that rates are right from the first time on.
        for kind in ERRORS:
            self.errors.labels(kind)
        for channel in CHANNELS:
            self.seconds.labels(channel)
            for outcome in OUTCOMES:
                self.turns.labels(channel, outcome)

    @staticmethod
    def channel(name: str | None) -> str:
        """Return the label of a channel; clients may name any, which would make labels without end."""
        return name if name in CHANNELS else OTHER


class ActionMetrics(Metrics):
    """Figures of the actions that the action server carries out."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = Histogram(
            "lotse_action_seconds",
            "How long actions take, in seconds.",
            ["action"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.failures = Counter(
            "lotse_action_failures", "Actions that failed.", ["action"], registry=self.registry
        )
        self.knowledge = Gauge(
            "lotse_knowledge_info", "The knowledge that is told.", ["version"], registry=self.registry
        )
