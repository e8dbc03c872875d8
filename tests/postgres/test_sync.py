"""tests/integration/test_sync.py, on PostgreSQL."""

import pytest

from tests.integration.test_sync import *  # noqa: F403

pytestmark = pytest.mark.postgres
