from banbucheng.adapters.china._china import china as china
from banbucheng.adapters.china._draft import draft_notice as draft_notice
from banbucheng.adapters.china._load import Notices as Notices
from banbucheng.adapters.china._load import load_notices as load_notices
from banbucheng.adapters.china._notices import Notice as Notice
from banbucheng.adapters.china._notices import shipped_notices as shipped_notices

__all__ = ["Notice", "Notices", "china", "draft_notice", "load_notices", "shipped_notices"]
