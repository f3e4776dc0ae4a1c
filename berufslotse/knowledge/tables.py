"""The tables that profiles and official lists compile into."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadata = MetaData()

stand = Table(
    "stand",
    metadata,
    Column("schluessel", String, primary_key=True),
    Column("wert", String, nullable=False),
)

datei = Table(
    "datei",
    metadata,
    Column("pfad", String, primary_key=True),
    Column("groesse", BigInteger, nullable=False),
    Column("geaendert", BigInteger, nullable=False),
)

beruf = Table(
    "beruf",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("feminin", String),
    Column("klasse", String, index=True),
)

ort = Table(
    "ort",
    metadata,
    Column("name", String, primary_key=True),
    Column("breite", Float),
    Column("laenge", Float),
    Column("einwohner", Integer, nullable=False),
)

profil = Table(
    "profil",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("beruf_id", ForeignKey("beruf.id"), nullable=False),
    # As the profile itself names the occupation, which a list may do otherwise than the knowledge.
    Column("name", String, nullable=False),
    Column("feminin", String),
    Column("ort", String),
    Column("pfad", String, nullable=False, index=True),
    # 0: written by counsellors, 1: from an official list. The former is told first.
    Column("rang", Integer, nullable=False),
    Column("umfang", Integer, nullable=False),
    Index("profil_beruf_ort", "beruf_id", "ort"),
    Index("profil_ort", "ort"),
)

alias = Table(
    "alias",
    metadata,
    Column("profil_id", ForeignKey("profil.id"), nullable=False, index=True),
    Column("name", String, nullable=False),
)

faehigkeit = Table(
    "faehigkeit",
    metadata,
    Column("profil_id", ForeignKey("profil.id"), nullable=False, index=True),
    Column("name", String, nullable=False, index=True),
)

quelle = Table(
    "quelle",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("profil_id", ForeignKey("profil.id"), nullable=False, index=True),
    Column("titel", String, nullable=False),
    Column("url", String, nullable=False),
    Column("abgerufen", String, nullable=False),
    Column("herausgeber", String),
    Column("stand", Integer),
)

fakt = Table(
    "fakt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("profil_id", ForeignKey("profil.id"), nullable=False),
    Column("quelle_id", ForeignKey("quelle.id"), nullable=False),
    Column("thema", String, nullable=False),
    Column("text", String, nullable=False),
    # The stems of the telling words, which the full-text index is made of.
    Column("woerter", String, nullable=False),
    Column("stufe", String),
    Column("von", Float),
    Column("bis", Float),
    Column("zeitraum", String),
    Column("arbeitgeber", String),
    Column("netto", Boolean),
    Column("art", String),
    Column("jahr", Integer),
    Index("fakt_profil_thema", "profil_id", "thema"),
)

wort = Table(
    "wort",
    metadata,
    Column("stamm", String, primary_key=True),
    Column("anzahl", Integer, nullable=False),
)
"""In how many facts a stem stands."""

benennung = Table(
    "benennung",
    metadata,
    Column("name", String, primary_key=True),
    Column("pfad", String, primary_key=True),
    Column("feminin", String),
    Column("klasse", String, nullable=False, index=True),
)
"""Occupations that an official list names and classes; the knowledge need not tell of them."""

namen = Table(
    "namen",
    metadata,
    Column("schicht", Integer, primary_key=True),
    Column("inhalt", LargeBinary, nullable=False),
)
"""The indexes of names, ready to use: 0 of the profiles, 1 of the official lists."""
