"""tests/integration/test_receipts.py, on PostgreSQL."""

import pytest

from tests.integration.test_receipts import *  # noqa: F403

pytestmark = pytest.mark.postgres
