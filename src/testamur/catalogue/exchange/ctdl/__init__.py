"""Offerings and roles in the Credential Transparency Description Language (CTDL) of Credential Engine.

Source: CTDL, https://credreg.net/ctdl/terms; the registry's JSON-LD keeps text in language maps and references as
addresses. Contexts are never fetched: terms are taken by their prefixed names.
"""

from testamur.catalogue.exchange.ctdl.plain import Publisher
from testamur.catalogue.exchange.ctdl.reading import nodes_of, offering_from_ctdl, offering_from_node
from testamur.catalogue.exchange.ctdl.role import role_as_ctdl
from testamur.catalogue.exchange.ctdl.writing import as_ctdl

__all__ = ["Publisher", "as_ctdl", "nodes_of", "offering_from_ctdl", "offering_from_node", "role_as_ctdl"]
