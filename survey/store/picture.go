package store

import (
	"bytes"
	"slices"

	"github.com/omdome/omdome/survey"
)

// keepPictures keeps the pictures that an approved letter of the organization has,
// those that are there already as they are.
func (t *tx) keepPictures(organization, letter survey.ID, pictures [][]byte) error {
	if len(pictures) == 0 {
		return nil
	}
	// Nobody forgets one of them meanwhile.
	if err := t.lockOrganization(organization); err != nil {
		return err
	}
	var kept, links [][]any
	for _, picture := range pictures {
		hash := survey.FileHash(picture)
		kept = append(kept, []any{organization, hash[:], picture})
		links = append(links, []any{letter, organization, hash[:]})
	}
	slices.SortFunc(kept, func(a, b []any) int { return bytes.Compare(a[1].([]byte), b[1].([]byte)) })
	if _, err := t.insert("picture (organization_id, hash, content)", kept, " ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	_, err := t.insert("frozen_picture (letter_id, organization_id, hash)", links, " ON CONFLICT DO NOTHING")
	return err
}

// pictures returns the letters' pictures, by the letters. Letters that have one picture
// share its bytes.
func (t *tx) pictures(letters []survey.ID) (map[survey.ID][][]byte, error) {
	var links []struct {
		LetterID       survey.ID `db:"letter_id"`
		OrganizationID survey.ID `db:"organization_id"`
		Hash           []byte
	}
	if err := t.all(&links, "SELECT letter_id, organization_id, hash FROM frozen_picture WHERE letter_id IN ("+placeholders(len(letters))+") ORDER BY letter_id, hash",
		list(letters)...); err != nil || len(links) == 0 {
		return nil, err
	}
	var owners []survey.ID
	var hashes [][]byte
	for _, l := range links {
		owners, hashes = append(owners, l.OrganizationID), append(hashes, l.Hash)
	}
	owners = sorted(owners)
	slices.SortFunc(hashes, bytes.Compare)
	hashes = slices.CompactFunc(hashes, bytes.Equal)
	type picture struct {
		owner survey.ID
		hash  survey.Hash
	}
	content := map[picture][]byte{}
	for part := range slices.Chunk(hashes, portion) {
		var rows []struct {
			OrganizationID survey.ID `db:"organization_id"`
			Hash, Content  []byte
		}
		if err := t.all(&rows, "SELECT organization_id, hash, content FROM picture WHERE organization_id IN ("+placeholders(len(owners))+") AND hash IN ("+placeholders(len(part))+")",
			slices.Concat(list(owners), list(part))...); err != nil {
			return nil, err
		}
		for _, r := range rows {
			content[picture{r.OrganizationID, survey.Hash(r.Hash)}] = r.Content
		}
	}
	of := map[survey.ID][][]byte{}
	for _, l := range links {
		of[l.LetterID] = append(of[l.LetterID], content[picture{l.OrganizationID, survey.Hash(l.Hash)}])
	}
	return of, nil
}

// forgetPictures deletes the pictures of the organization that no letter has any more.
func (t *tx) forgetPictures(organization survey.ID) error {
	var kept int
	if err := t.one(&kept, "SELECT COUNT(*) FROM picture WHERE organization_id = ?", organization); err != nil || kept == 0 {
		return err
	}
	if err := t.lockOrganization(organization); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM picture WHERE organization_id = ? AND NOT EXISTS
		(SELECT 1 FROM frozen_picture WHERE frozen_picture.organization_id = picture.organization_id AND frozen_picture.hash = picture.hash)`, organization)
	return err
}
