"""Packaging of tfq-bert: the one place for dependencies and entry points."""

import re
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
VERSION = re.search(
    r'^__version__ = "(.+)"$', (HERE / "tfq_bert/version.py").read_text(), re.MULTILINE
).group(1)

# TensorFlow Quantum 0.7.6 fixes TensorFlow 2.18 and Cirq 1.5; the rest follows.
INSTALL = [
    "tensorflow==2.18.1",
    "tensorflow-quantum==0.7.6",
    "cirq-core==1.5.0",
    "cirq-google==1.5.0",
    "jinja2>=3.1,<4",
    "keras==3.15.1",
    "keras-nlp==0.30.0",
    "keras-hub==0.30.0",
    "keras-tuner==1.4.8",
    "tensorflow-text==2.18.1",
    "tensorflow-datasets==4.9.10",
    # 1.21 needs protobuf 6, while TensorFlow 2.18 and cirq-google need 5.
    "tensorflow-metadata==1.17.3",
    "safetensors>=0.8,<0.9",
    "joblib>=1.4,<2",
    "matplotlib>=3.9,<4",
    # tensorflow-datasets imports it without declaring it for Python 3.9 and later.
    "importlib-resources>=6,<8",
    "networkx>=3.2,<4",
    "numpy>=1.26,<2.1",
    "pandas>=2.2,<3",
    # Parquet files. Apache Beam 2.77 needs less than 26.
    "pyarrow>=18,<27",
    # Noisy circuits above 8 qubits on virtual processors. 0.22.1 caps contourpy, which
    # matplotlib brings.
    "qsimcirq==0.22.0",
    "rich>=13.9,<15",
    "scikit-learn>=1.5,<2",
    "scipy>=1.15,<2",
    # TensorFlow Quantum imports distutils, which Python 3.12 has from setuptools alone.
    "setuptools>=75,<81",
    # McNemar's test.
    "statsmodels>=0.15,<0.16",
    "sympy>=1.13,<2",
    "typer>=0.15,<1",
]

# `tfq-bert serve`.
SERVE = [
    "fastapi>=0.115,<1",
    "gradio>=6,<7",
    "orjson>=3.10,<4",
    "prometheus-client>=0.21,<1",
    "uvicorn>=0.34,<1",
]
# `tfq-bert predict --engine beam` and `tfq-bert features --engine beam`.
BEAM = ["apache-beam==2.77.0"]
# The documentation's pages, and the notebooks that a test runs.
DOCS = [
    "ipykernel>=6.29,<8",
    "mkdocs-material>=9.6,<10",
    "mkdocstrings[python]>=0.29,<2",
    "nbclient>=0.10,<1",
]

EXTRAS = {
    "beam": BEAM,
    # What the benchmark compares with: `python -m scripts.benchmark setup` installs it
    # into environments of their own.
    "bench": [
        # TensorFlow Quantum takes jax below 0.6; alone, a peer gets the newest.
        "jax>=0.5,<0.11",
        "pennylane==0.45.1",
        "pennylane-lightning==0.45.0",
        "tensorcircuit-ng==1.10.0",
    ],
    "docs": DOCS,
    # `tfq-bert compare --engine ray`.
    "ray": ["ray>=2.40,<3"],
    "serve": SERVE,
    "test": [
        *BEAM,
        *DOCS,
        *SERVE,
        "codespell>=2.3,<3",
        "httpx>=0.28,<1",
        "hypothesis>=6.100,<7",
        "mypy>=1.13,<2",
        # Drives Debian's Chromium; its own browsers are not downloaded.
        "playwright>=1.49,<2",
        # Finds the workers that a test kills.
        "psutil>=5.9,<8",
        "pytest>=8.3,<9",
        "pytest-timeout>=2.3,<3",
        "pytest-xdist>=3.6,<4",
        "ray>=2.40,<3",
        "ruff>=0.8,<1",
        "schemathesis>=4,<5",
        # The reference of the text path, known by version: tokenizer_differences.py.
        "tokenizers>=0.23,<0.24",
        # The lock serves `--no-build-isolation` and `pip wheel` as well.
        "wheel>=0.45,<1",
    ],
}

setup(
    name="tfq-bert",
    version=VERSION,
    description="Fine-tune BERT with a quantum circuit in its head",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11,<3.13",
    packages=find_packages(
        include=["circuits", "circuits.*", "tfq_bert", "tfq_bert.*"]
    ),
    package_data={
        "circuits": ["py.typed"],
        "tfq_bert": ["py.typed"],
        "tfq_bert.report.comparison": ["templates/*"],
    },
    install_requires=INSTALL,
    extras_require=EXTRAS,
    entry_points={"console_scripts": ["tfq-bert=tfq_bert.cli.main:main"]},
    classifiers=[
        "Development Status :: 4 - Beta",
        "Intended Audience :: Science/Research",
        "License :: OSI Approved :: Apache Software License",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
        "Topic :: Scientific/Engineering :: Physics",
    ],
)
