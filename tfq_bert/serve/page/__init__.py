"""The page of a server: texts, files, the circuit, and how it fits a chip.

Everything it shows is escaped HTML of its own; nothing comes from the network.
"""

from tfq_bert.serve.page.blocks import mount_page as mount_page
