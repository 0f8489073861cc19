"""How Hypothesis searches here: the same examples for everyone, so that a red test is red for everyone."""

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
#: New examples on every run, and more of them: HYPOTHESIS_PROFILE=search python3 dev.py test
settings.register_profile("search", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
