"""Trains a classifier and prints its scores. Shows `tfq_bert.train`; loads no model."""

import argparse
import json

import tfq_bert


def main() -> None:
    """Parses, trains, prints the scores of the test rows as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", help="CSV file, tfds:NAME or embedded:sms_spam")
    parser.add_argument("output", help="run folder to make")
    parser.add_argument("--preset", default="minilm_l6_en", help="BERT weights")
    parser.add_argument("--qubits", type=int, default=4)
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument("--recipe", default="frozen", help="frozen, full or paper")
    parser.add_argument("--sequence-length", type=int, help="tokens")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int, default=0)
    try:
        config = tfq_bert.TrainConfig(**vars(parser.parse_args()))
        metrics = tfq_bert.train(config).metrics
    except tfq_bert.InputError as error:
        parser.error(str(error))
    scores = {name: metrics[name] for name in ("accuracy", "macro_f1", "mcc")}
    print(json.dumps({"format_version": 1, "run": config.output, **scores}, indent=2))


if __name__ == "__main__":
    main()
