package sign

import (
	"crypto/elliptic"
	"encoding/asn1"
	"math/big"
)

// WithOtherS is a signature over data in CMS with the other s of ECDSA, which is as
// valid as the one that is written.
func WithOtherS(data, der []byte) ([]byte, error) {
	digest := digestOf(data)
	m, err := parse(der, digest)
	if err != nil {
		return nil, err
	}
	var pair struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(m.signature, &pair); err != nil {
		return nil, err
	}
	pair.S.Sub(elliptic.P256().Params().N, pair.S)
	if m.signature, err = asn1.Marshal(pair); err != nil {
		return nil, err
	}
	return m.bytes(digest), nil
}
