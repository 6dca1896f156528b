"""Gets labeled texts from files, TFDS and packages, and splits them.

Loads no TensorFlow; only reading a TFDS set does, inside its function.
"""

from tfq_bert.data.dataset import TextDataset as TextDataset
from tfq_bert.data.dataset import check_not_empty as check_not_empty
from tfq_bert.data.dataset import check_trainable as check_trainable
from tfq_bert.data.datasets import load_dataset as load_dataset
from tfq_bert.data.labels import class_weights as class_weights
from tfq_bert.data.labels import encode_labels as encode_labels
from tfq_bert.data.readers import TextRows as TextRows
from tfq_bert.data.readers import read_texts as read_texts
from tfq_bert.data.repeats import repeat_groups as repeat_groups
from tfq_bert.data.report import leak_notes as leak_notes
from tfq_bert.data.report import length_report as length_report
from tfq_bert.data.report import repeat_report as repeat_report
from tfq_bert.data.splits import Splits as Splits
from tfq_bert.data.splits import complete_splits as complete_splits
from tfq_bert.data.splits import split_dataset as split_dataset
from tfq_bert.data.splits import stratified_group_split as stratified_group_split
