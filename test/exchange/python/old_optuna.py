"""Makes the tables of Optuna 2.10 that matter for telling it from later ones: old_optuna.py PATH."""

import sqlite3
import sys

db = sqlite3.connect(sys.argv[1])
db.executescript(
    """
    CREATE TABLE studies (study_id INTEGER PRIMARY KEY, study_name VARCHAR(512) NOT NULL);
    CREATE TABLE study_directions (study_direction_id INTEGER PRIMARY KEY, direction VARCHAR(8),
      study_id INTEGER, objective INTEGER);
    CREATE TABLE version_info (version_info_id INTEGER PRIMARY KEY, schema_version INTEGER,
      library_version VARCHAR(256));
    CREATE TABLE trials (trial_id INTEGER PRIMARY KEY, number INTEGER, study_id INTEGER,
      state VARCHAR(8), datetime_start DATETIME, datetime_complete DATETIME);
    CREATE TABLE trial_values (trial_value_id INTEGER PRIMARY KEY, trial_id INTEGER,
      objective INTEGER, value FLOAT, step INTEGER);
    CREATE TABLE trial_params (param_id INTEGER PRIMARY KEY, trial_id INTEGER,
      param_name VARCHAR(512), param_value FLOAT, distribution_json TEXT);
    CREATE TABLE trial_intermediate_values (trial_intermediate_value_id INTEGER PRIMARY KEY,
      trial_id INTEGER, step INTEGER, intermediate_value FLOAT);
    INSERT INTO version_info VALUES (1, 12, '2.10.1');
    INSERT INTO studies VALUES (1, 'old');
    """
)
db.commit()
