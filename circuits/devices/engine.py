"""The real Quantum Engine: from a project's name to a sampler.

Runs nothing by itself.
"""

import cirq

from circuits.devices.google import import_cirq_google
from circuits.errors import DeviceRunError


def engine_sampler(project_id: str, processor_id: str) -> cirq.Sampler:
    """Opens a processor of Google's Quantum Computing Service.

    Access is by Google Cloud's application-default credentials, for projects that
    Google has let in.

    Args:
        project_id: str. Google Cloud project.
        processor_id: str. Name of the processor.

    Returns:
        `cirq_google.ProcessorSampler`. It is asked for nothing before it runs.

    Raises:
        DeviceRunError: If there are no credentials or no such processor.
    """
    cirq_google = import_cirq_google()
    try:
        engine = cirq_google.Engine(project_id=project_id)
        sampler: cirq.Sampler = engine.get_sampler(processor_id)
    except Exception as error:
        told = " ".join(str(error).split())
        raise DeviceRunError(
            f"processor '{processor_id}' of project '{project_id}' could not be "
            f"opened: {type(error).__name__}: {told}"
        ) from error
    return sampler
