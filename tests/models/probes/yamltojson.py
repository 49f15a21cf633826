# SPDX-License-Identifier: GPL-3.0-or-later
# Writes all documents of a YAML file as one JSON array to standard output. Octets of strings ("\xEF") stay characters.
import json
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as source:
    json.dump([d for d in yaml.safe_load_all(source) if d], sys.stdout)
