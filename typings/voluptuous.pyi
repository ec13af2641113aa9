# Home Assistant answers to this name with its own engine; so does this stub.
from probatio import *
from probatio import __all__ as __all__
