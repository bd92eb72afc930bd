"""Every figure of the product, declared once; see ``record`` and ``registry``."""
