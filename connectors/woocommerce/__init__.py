"""WooCommerce (REST wc/v3), as observed on 9.9.5.

shapes.py      the fields that are read
positions.py   what an order means for its goods
"""
