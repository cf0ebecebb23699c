#!/bin/sh
# Makes the certificates of the tests of TLS checks anew: an authority, a server of the names web.example and 127.0.0.1, one
# that is expired, one of another name, a client. Worth nothing outside of the tests.
set -eu
cd "$(dirname "$0")"
subject() { printf '/CN=%s' "$1"; }
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"; }
key ca
openssl req -x509 -new -key ca.key -subj "$(subject 'gorb test authority')" -days 36500 -out ca.pem \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
leaf() { # NAME SUBJECT SAN [openssl x509 or ca options]
  key "$1"
  openssl req -new -key "$1.key" -subj "$(subject "$2")" -addext "subjectAltName=$3" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -copy_extensions copy -days 36500 -out "$1.pem"
  rm "$1.csr"
}
leaf server web.example DNS:web.example,IP:127.0.0.1
leaf other elsewhere.example DNS:elsewhere.example
leaf client client.example DNS:client.example
key expired
openssl req -new -key expired.key -subj "$(subject web.example)" -addext subjectAltName=DNS:web.example,IP:127.0.0.1 -out expired.csr
mkdir -p ca.tmp && : >ca.tmp/index.txt && echo 01 >ca.tmp/serial
openssl ca -batch -config /dev/stdin -in expired.csr -out expired.pem -notext -startdate 20200101000000Z -enddate 20210101000000Z <<END
[ca]
default_ca = here
[here]
new_certs_dir = ca.tmp
database = ca.tmp/index.txt
serial = ca.tmp/serial
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
END
rm -r ca.tmp expired.csr ca.srl
