"""Which versions of Node.js keep the names of workers where we can see them."""


def has_names(version):
    """Whether Node.js (major, minor, patch) has Worker::name_ (src/node_worker.h): from 18.16 and
    19.8 on."""
    return version >= ((19, 8) if version[0] == 19 else (18, 16))
