"""The life of a document's versions, on PostgreSQL."""

import pytest

from tests.records.test_store import *  # noqa: F403

pytestmark = pytest.mark.postgres
