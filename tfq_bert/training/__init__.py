"""Training, and scoring what was trained."""

from tfq_bert.training.config import CIRCUITS as CIRCUITS
from tfq_bert.training.config import TrainConfig as TrainConfig
from tfq_bert.training.evaluate import classification_metrics as classification_metrics
from tfq_bert.training.interrupts import DivergedError as DivergedError
from tfq_bert.training.interrupts import TrainingInterrupted as TrainingInterrupted
from tfq_bert.training.load_splits import load_data as load_data
from tfq_bert.training.recipes import RECIPES as RECIPES
from tfq_bert.training.run_folder import Run as Run
from tfq_bert.training.run_folder import load_model as load_model
from tfq_bert.training.run_folder import load_run as load_run
from tfq_bert.training.train import TrainResult as TrainResult
from tfq_bert.training.train import train as train
from tfq_bert.training.unfinished import is_complete as is_complete
from tfq_bert.training.unfinished import unfinished_config as unfinished_config
