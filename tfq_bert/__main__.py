"""`python -m tfq_bert`: the program `tfq-bert`, where its script is not on the path."""

import sys

from tfq_bert.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
