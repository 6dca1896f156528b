import pytest

from tfq_bert.errors import InputError
from tfq_bert.training.recipes import RECIPES, get_recipe


def test_the_papers_recipe_is_that_of_its_authors_notebooks():
    """25 tokens, AdamW 1e-3, batch 32, 5 epochs, class weights,
    mean squared error, weights drawn with a standard deviation of 0.01, frozen BERT."""
    recipe = get_recipe("paper")
    assert (recipe.sequence_length, recipe.learning_rate) == (25, 1e-3)
    assert (recipe.batch_size, recipe.epochs, recipe.patience) == (32, 5, 0)
    assert (recipe.class_weight, recipe.loss) == ("balanced", "mean_squared_error")
    assert recipe.weight_stddev == 0.01
    assert not recipe.trainable_backbone


def test_only_the_full_recipe_trains_bert():
    trained = [name for name, recipe in RECIPES.items() if recipe.trainable_backbone]
    assert trained == ["full"]


def test_an_unknown_recipe_is_refused_with_those_known():
    with pytest.raises(
        InputError,
        match=r"^`recipe` must be one of frozen, full, paper\. Received: recipe='x'\.$",
    ):
        get_recipe("x")
