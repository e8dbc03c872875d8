"""tests/integration/test_rights.py, on PostgreSQL."""

import pytest

from tests.integration.test_rights import *  # noqa: F403

pytestmark = pytest.mark.postgres
