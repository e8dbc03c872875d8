"""The runs of the eval set, on PostgreSQL."""

import pytest

from tests.records.test_eval_runs import *  # noqa: F403

pytestmark = pytest.mark.postgres
