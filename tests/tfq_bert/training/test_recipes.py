import pytest

from tfq_bert.errors import InputError
from tfq_bert.training.recipes import RECIPES, get_recipe


def test_the_papers_recipe_is_that_of_its_authors_notebooks():
    """25 tokens, AdamW 1e-3, batch 32, 5 epochs, class weights,
    mean squared error, weights drawn with a standard deviation of 0.01, frozen BERT."""
    recipe = get_recipe("paper")
    last = recipe.last
    assert (last.learning_rate, last.epochs, last.patience) == (1e-3, 5, 0)
    assert (recipe.sequence_length, recipe.batch_size) == (25, 32)
    assert (recipe.class_weight, recipe.loss) == ("balanced", "mean_squared_error")
    assert recipe.weight_stddev == 0.01
    assert not recipe.trains_bert


def test_which_recipes_train_bert_and_in_which_stages():
    stages = {
        name: [stage.trained for stage in (*recipe.earlier, recipe.last)]
        for name, recipe in RECIPES.items()
    }
    assert stages == {
        "frozen": ["head"],
        "full": ["all"],
        "gradual": ["head", "top", "all"],
        "paper": ["head"],
    }
    trained = [name for name, recipe in RECIPES.items() if recipe.trains_bert]
    assert trained == ["full", "gradual"]


def test_bert_is_trained_with_a_schedule_clipping_and_early_stopping():
    for name in ("full", "gradual"):
        recipe = RECIPES[name]
        assert recipe.clip_norm > 0
        assert 0 < recipe.layer_decay < 1
        assert recipe.last.warmup > 0
        assert recipe.last.patience > 0


def test_an_unknown_recipe_is_refused_with_those_known():
    with pytest.raises(
        InputError,
        match=r"^`recipe` must be one of frozen, full, gradual, paper\. "
        r"Received: recipe='x'\.$",
    ):
        get_recipe("x")
