"""Texts by the million: files in, files of predictions or features out."""

from tfq_bert.corpora.extract_features import extract_features as extract_features
from tfq_bert.corpora.predict_corpus import predict_corpus as predict_corpus
from tfq_bert.corpora.run_shards import CorpusResult as CorpusResult
from tfq_bert.corpora.source_file import Wanted as Wanted
