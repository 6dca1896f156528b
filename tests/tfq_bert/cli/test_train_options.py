import dataclasses
import typing

from tfq_bert.cli import train_options
from tfq_bert.cli.train import train
from tfq_bert.training import TrainConfig


def test_every_setting_of_a_run_is_an_option_of_its_name():
    """So that the command of a run folder can say each."""
    names = {field.name for field in dataclasses.fields(TrainConfig)}
    assert names <= set(typing.get_type_hints(train))


def test_every_option_of_the_training_is_taken_and_explained():
    taken = typing.get_type_hints(train, include_extras=True).values()
    for name, kind in vars(train_options).items():
        if typing.get_origin(kind) is typing.Annotated:
            assert kind in taken, name
            (option,) = kind.__metadata__
            assert option.help.endswith("."), name
