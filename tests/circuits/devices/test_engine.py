import pytest

from circuits import (
    CircuitSpec,
    DeviceRunError,
    build_circuit,
    get_target,
    run_on_sampler,
)
from circuits.devices.engine import engine_sampler


@pytest.fixture
def _no_credentials(monkeypatch, tmp_path):
    """A home without Google credentials, and no search for them on the network."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)


@pytest.mark.usefixtures("_no_credentials")
def test_missing_credentials_are_one_line():
    built = build_circuit(CircuitSpec(num_qubits=1, depth=1))

    def run():
        sampler = engine_sampler("my-project", "weber")
        run_on_sampler(
            built, get_target("weber"), [[0.1]], [0.2], sampler=sampler, shots=1
        )

    with pytest.raises(DeviceRunError) as caught:
        run()
    message = str(caught.value)
    assert "\n" not in message
    assert "DefaultCredentialsError" in message
    assert "'weber'" in message
