"""tests/integration/test_validated.py, on PostgreSQL."""

import pytest

from tests.integration.test_validated import *  # noqa: F403

pytestmark = pytest.mark.postgres
