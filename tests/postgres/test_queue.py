"""tests/integration/test_queue.py, on PostgreSQL."""

import pytest

from tests.integration.test_queue import *  # noqa: F403

pytestmark = pytest.mark.postgres
