"""A trained model behind HTTP: TensorFlow Serving's REST API, and a page to try it.

Importing it loads TensorFlow and FastAPI; the page loads Gradio when it is made.
"""

from tfq_bert.serve.app import make_app as make_app
from tfq_bert.serve.limits import Limits as Limits
from tfq_bert.serve.served_model import load_served as load_served
from tfq_bert.serve.server import open_socket as open_socket
from tfq_bert.serve.server import run_server as run_server
