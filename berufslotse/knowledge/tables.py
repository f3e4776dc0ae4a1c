"""The tables that profiles compile into."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table

metadata = MetaData()

stand = Table(
    "stand",
    metadata,
    Column("schluessel", String, primary_key=True),
    Column("wert", String, nullable=False),
)

beruf = Table(
    "beruf",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("feminin", String),
)

alias = Table(
    "alias",
    metadata,
    Column("beruf_id", ForeignKey("beruf.id"), nullable=False),
    Column("name", String, nullable=False),
)

ort = Table(
    "ort",
    metadata,
    Column("name", String, primary_key=True),
    Column("breite", Float, nullable=False),
    Column("laenge", Float, nullable=False),
    Column("einwohner", Integer, nullable=False),
)

profil = Table(
    "profil",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("beruf_id", ForeignKey("beruf.id"), nullable=False),
    Column("ort", String),
    Column("datei", String, nullable=False),
    Index("profil_beruf_ort", "beruf_id", "ort"),
)

quelle = Table(
    "quelle",
    metadata,
    Column("id", Integer, primary_key=True),
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
