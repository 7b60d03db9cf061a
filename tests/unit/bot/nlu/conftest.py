"""A bench that trains and loads single components as Rasa's graph does, in a folder of its own."""

from __future__ import annotations

import pytest

from bot.engine.rasa_quiet import import_quietly

# Loaded here, before the test modules name them: Rasa's imports warn about their own old ways.
for _module in (
    "tokenizer",
    "ngram_featurizer",
    "sentence_encoder",
    "fused_classifier",
    "entity_extractor",
):
    import_quietly(f"bot.nlu.{_module}")

from rasa.engine.graph import ExecutionContext, GraphSchema  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from bot.nlu.names import use_names  # noqa: E402

EXAMPLES = {
    "query_bill": [
        "查一下上个月的话费账单",
        "这个月花了多少钱",
        "我要看看账单",
        "上个月消费多少",
        "帮我查下话费账单",
        "本月费用一共多少",
    ],
    "query_usage": [
        "还剩多少流量",
        "流量用了多少",
        "套餐里的分钟数还有吗",
        "查一下剩余流量",
        "这个月流量够不够",
        "语音还剩多少分钟",
    ],
    "greet": ["你好", "您好啊", "早上好", "在吗", "喂你好", "晚上好"],
}


class Bench:
    """Creates, trains, loads and runs components, keeping what they store between the steps."""

    examples = EXAMPLES

    def __init__(self, folder):
        """Store models in `folder`."""
        self.storage = LocalModelStorage(folder)
        self.context = ExecutionContext(GraphSchema({}), "model", node_name="node")

    def config(self, component, **changes):
        """Return the component's default configuration with `changes`."""
        return {**component.get_default_config(), **changes}

    def create(self, component, **changes):
        """Return a new, untrained component."""
        return component.create(
            self.config(component, **changes),
            self.storage,
            Resource(component.__name__),
            self.context,
        )

    def load(self, component, **changes):
        """Return the component as it was trained."""
        return component.load(
            self.config(component, **changes),
            self.storage,
            Resource(component.__name__),
            self.context,
        )

    @staticmethod
    def data(examples=None):
        """Return training data of `examples` (intent → texts)."""
        return TrainingData(
            [
                Message.build(text=text, intent=intent)
                for intent, texts in (EXAMPLES if examples is None else examples).items()
                for text in texts
            ]
        )

    @staticmethod
    def message(text):
        """Return a customer's message."""
        return Message.build(text=text)


@pytest.fixture(autouse=True)
def nameless():
    """Let no database of the developer's own decide what is understood."""
    use_names(tuple)
    yield
    use_names(None)


@pytest.fixture
def bench(tmp_path):
    """Return a bench with a folder of its own."""
    folder = tmp_path / "model"
    folder.mkdir()
    return Bench(folder)
