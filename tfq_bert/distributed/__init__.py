"""Training on several hosts at once, found through `TF_CONFIG`."""

from tfq_bert.distributed.tf_config import Cluster as Cluster
from tfq_bert.distributed.tf_config import read_tf_config as read_tf_config
from tfq_bert.distributed.workers import Workers as Workers
from tfq_bert.distributed.workers import start as start
