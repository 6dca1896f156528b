"""Training, and scoring what was trained."""

from tfq_bert.training.config import CIRCUITS as CIRCUITS
from tfq_bert.training.config import TrainConfig as TrainConfig
from tfq_bert.training.evaluate import classification_metrics as classification_metrics
from tfq_bert.training.recipes import RECIPES as RECIPES
from tfq_bert.training.run_folder import Run as Run
from tfq_bert.training.run_folder import load_model as load_model
from tfq_bert.training.run_folder import load_run as load_run
from tfq_bert.training.train import TrainResult as TrainResult
from tfq_bert.training.train import train as train
from tfq_bert.training.tune import TuneResult as TuneResult
from tfq_bert.training.tune import count_trials as count_trials
from tfq_bert.training.tune import tune as tune
from tfq_bert.training.tuning_space import LogRange as LogRange
from tfq_bert.training.tuning_space import TuningSpace as TuningSpace
from tfq_bert.training.tuning_space import make_space as make_space
