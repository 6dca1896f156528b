"""A trained model on a processor: expectations, answers and scores as it measures them.

Compiling, sampling and reading back are `circuits.devices`'s; this brings the model's
texts, weights and classes. Loads no TensorFlow by itself.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from circuits import (
    BuiltCircuit,
    DeviceRun,
    FidelityEstimate,
    build_circuit,
    engine_sampler,
    estimate_fidelity,
    run_on_sampler,
    virtual_engine,
)
from tfq_bert.counted import counted
from tfq_bert.errors import InputError
from tfq_bert.hardware import find_target

READINGS = ("exact", "raw", "corrected")
_MAX_SEED = 2**32 - 1  # of NumPy's generator, which the simulators use


@dataclass(frozen=True)
class DeviceEvaluation:
    """Holds a model's answers by the exact simulator and by a processor.

    Attributes:
        run: `circuits.DeviceRun`: compiled circuits, shots, seconds.
        expectations: dict from `"exact"`, `"raw"` and (where the rates of
            the readout are known) `"corrected"` to `(rows, num_outputs)`, float64.
        probabilities: dict from the same to `(rows, num_classes)`.
        metrics: dict from the same to `classification_metrics`; None without labels.
        processor: str. Where it ran.
        fidelity: `circuits.FidelityEstimate` of the circuit; None where rates are not
            known.
    """

    run: DeviceRun
    expectations: dict[str, np.ndarray]
    probabilities: dict[str, np.ndarray]
    metrics: dict[str, dict] | None
    processor: str
    fidelity: FidelityEstimate | None

    def deviations(self) -> list[dict]:
        """Compares each output with the exact one.

        Returns:
            One dict an output: `"reading"`, `"output"`, `"mean_difference"` (signed),
            `"mean_abs_difference"`, and `"slope"` of the measured on the exact value,
            which noise makes smaller than 1; None where the exact value is constant.
        """
        exact = self.expectations["exact"]
        rows = []
        for reading in self.expectations:
            if reading == "exact":
                continue
            for output in range(exact.shape[1]):
                true, read = exact[:, output], self.expectations[reading][:, output]
                spread = true - true.mean()
                slope = None
                if (spread**2).mean() > 1e-9:
                    slope = float(spread @ (read - read.mean()) / (spread @ spread))
                rows.append(
                    {
                        "reading": reading,
                        "output": output,
                        "mean_difference": float((read - true).mean()),
                        "mean_abs_difference": float(np.abs(read - true).mean()),
                        "slope": slope,
                    }
                )
        return rows

    def to_dict(self) -> dict:
        """Returns plain JSON: processor, circuit, deviations and metrics."""
        first = self.run.compiled[0]
        return {
            "format_version": 1,
            "processor": self.processor,
            "target": first.target.name,
            "gateset": first.target.gateset_name,
            "shots": self.run.shots,
            "num_rows": len(self.expectations["exact"]),
            "seconds": round(self.run.seconds, 3),
            "fidelity": None if self.fidelity is None else self.fidelity.to_dict(),
            "circuits": [dict(compiled.metrics) for compiled in self.run.compiled],
            "qubit_map": {str(a): str(b) for a, b in first.qubit_map.items()},
            "final_map": {str(a): str(b) for a, b in first.final_map.items()},
            "deviations": self.deviations(),
            "metrics": self.metrics,
        }


def run_on_device(
    model,
    texts: Sequence[str],
    labels=None,
    *,
    target="weber",
    shots: int = 5000,
    seed: int | None = None,
    placement=None,
    project_id: str | None = None,
    progress=None,
) -> DeviceEvaluation:
    """Reads a trained model's circuit from a processor, batched through one sweep.

    BERT and the two Dense layers run here, the circuit there: on the noisy virtual
    processor of the target, or, with `project_id`, on the real one of that name. Both
    are asked by the same `run_sweep`.

    Args:
        model: `HybridTextClassifier`.
        texts: list of str, at least one.
        labels: Class names or ids, one a text, for metrics; None for none.
        target: Name of a device, or a `circuits.Target`.
        shots: int. Repetitions a row.
        seed: int, from 0 to 2**32 - 1. Makes a virtual processor's samples repeatable.
        placement: As in `circuits.compile_for_target`.
        project_id: Google Cloud project of the real Engine; None for the virtual one.
        progress: As in `HybridTextClassifier.features`.

    Returns:
        `DeviceEvaluation`.

    Raises:
        TypeError: If `texts` are no strings.
        ValueError: If the circuit does not fit the device, or `texts`, `labels`,
            `shots` or `seed` are wrong, which is found before anything runs.
        DeviceRunError: If the device has no noise data, or the processor fails.
    """
    target = find_target(target)
    texts, ids = _check_rows(texts, labels, model.class_names)
    _check_integer("shots", shots, 1, None)
    if seed is not None:
        _check_integer("seed", seed, 0, _MAX_SEED)
    built = build_circuit(model.circuit_spec)
    if project_id is None:
        engine = virtual_engine(target, len(built.qubits), seed)
        sampler, processor = engine.get_sampler(target.name), f"virtual {target.name}"
    else:
        sampler = engine_sampler(project_id, target.name)
        processor = f"{target.name} of project {project_id}"
    features = model.features(texts, progress=progress)
    angles = np.asarray(model.head.get_layer("angles")(features))
    weights = list(model.circuit_weights().values())
    run = run_on_sampler(
        built,
        target,
        angles,
        weights,
        sampler=sampler,
        shots=shots,
        placement=placement,
    )
    expectations = {
        "exact": _exact(built, angles, weights),
        "raw": run.expectations,
    }
    if run.corrected is not None:
        expectations["corrected"] = run.corrected
    logits = model.head.get_layer("logits")
    probabilities = {
        name: np.asarray(logits(values.astype("float32")))
        for name, values in expectations.items()
    }
    metrics = None
    if ids is not None:
        metrics = _metrics(ids, probabilities, model.class_names)
    fidelity = None
    with contextlib.suppress(ValueError):  # no calibration, or none of a gate
        fidelity = estimate_fidelity(run.compiled[0], target)
    return DeviceEvaluation(
        run, expectations, probabilities, metrics, processor, fidelity
    )


def _exact(built: BuiltCircuit, angles: np.ndarray, weights: list) -> np.ndarray:
    """Returns the exact values, also of a model that has shots or noise."""
    from tfq_bert.layers import PQC

    layer = PQC(
        built.circuit,
        list(built.observables),
        data_symbols=built.data_symbols,
        weight_symbols=built.weight_symbols,
        initializer="zeros",
    )
    layer.build(angles.shape)
    layer.set_weights([np.asarray(weights)])
    return np.asarray(layer(angles), float)


def _metrics(ids, probabilities, class_names) -> dict[str, dict]:
    from tfq_bert.training import classification_metrics

    return {
        name: classification_metrics(ids, values, class_names)
        for name, values in probabilities.items()
    }


def _check_rows(texts, labels, class_names) -> tuple[list[str], np.ndarray | None]:
    """Returns the texts and the class index of each, or says what is wrong."""
    from tfq_bert.data import encode_labels
    from tfq_bert.text.inputs import as_texts

    try:
        texts = as_texts(texts)
    except TypeError as error:
        raise TypeError(f"`texts` must be strings. {error}") from error
    if not texts:
        raise InputError("`texts` must hold at least one text. Received: none.")
    if labels is None:
        return texts, None
    try:
        ids = encode_labels(labels, class_names)
    except (TypeError, InputError) as error:
        raise InputError(f"`labels` must be classes of the model. {error}") from error
    if len(ids) != len(texts):
        raise InputError(
            "`labels` must be as many as `texts`. Received: "
            f"{counted(len(ids), 'label')}, {counted(len(texts), 'text')}."
        )
    return texts, ids


def _check_integer(name: str, value, low: int, high: int | None) -> None:
    is_integer = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if is_integer and low <= value and (high is None or value <= high):
        return
    wanted = f"of at least {low}" if high is None else f"from {low} to {high}"
    raise ValueError(
        f"`{name}` must be an integer {wanted}. Received: {name}={value!r}."
    )
