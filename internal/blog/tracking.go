package blog

import (
	"strings"
	"sync"
)

// everywhere lists the tracking parameters of all sites: no page's content depends
// on them. A name that ends in * is a prefix. Names are compared without case. The
// purpose of each is in its vendor's documentation. A name of one or two letters, or
// a word that a site may use for something else, is never listed here but in
// perSite.
const everywhere = `
	utm_* utm-* _utm* itm_*
	gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid _ga _gl _gac ga_source ga_medium ga_term ga_content ga_campaign ga_place gs_l
	fbclid fb_action_ids fb_action_types fb_source fb_ref fb_comment_id fbadid fbaid action_object_map action_type_map action_ref_map __xts__* __tn__ __cft__*
	msclkid ocid
	twclid __twitter_impression twsrc twcamp twterm twgr ref_src ref_url
	ttclid tt_medium tt_content
	li_fat_id li_source li_medium lipi trkinfo trkcampaign
	igshid igsh ig_rid
	epik pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid pk_cpn piwik_* mtm_* matomo_*
	mc_cid mc_eid mc_tc _bhlid ck_subscriber_id ss_email_id sh_kit __readwiselocation hmb_campaign hmb_medium hmb_source
	_hsenc _hsmi __hssc __hstc __hsfp hsa_* hsctatracking hubs_content hubs_content-cta
	mkt_tok mkwid pcrid _cldee elq elqtrackid elqtrack elqaid elqat elqcampaignid
	vero_conv vero_id bbeml bsft_* et_rid oft_c oft_ck oft_d oft_id oft_ids oft_k oft_lk oft_sk sc_uid mindbox-click-id oly_anon_id oly_enc_id rb_clickid s_cid s_kwcid ml_subscriber ml_subscriber_hash
	yclid ysclid ymclid _openstat from_yandex sznclid
	wickedid wickedsource irclickid irgwc clickid sccid qclid ndclid vmcid ef_id cm_mmc* cjsku cjevent cjdata awc zanpid ranmid raneaid ransiteid
	sc_campaign sc_channel sc_content sc_medium sc_outcome sc_geo sc_country sc_cid sc_customer sc_eh sc_llid sc_lid sc_icampaign sc_icontent sc_ichannel sc_iplace
	ns_campaign ns_mchannel ns_source ns_linkname ns_fee at_medium at_campaign at_campaign_type at_custom* at_link_* at_bbc_team at_format at_ptr_name at_ptr_type at_recipient_* at_send_* at_creation at_variant at_network at_general at_emailtype
	_branch_match_id _branch_referrer branch_used
	guccounter guce_referrer guce_referrer_sig soc_src soc_trk
	spm algo_pvid algo_expid btsid ws_ab_test
	_bta_tid _bta_c trk_contact trk_msg trk_module trk_sid gdfms gdftrk gdffi _ke dm_i __s _kx klaviyo_id sb_referer_host
	mkcid mkevt mkrid epid_t
	assetid_ref asset_type_ref campaign_id_ref intcid intcmp int_source int_campaign int_medium int_cmp_* hootpostid
	dicbo obclid outbrainclickid tblci tblclid taboola_campaign_id
	recommended_by recommended_code xtor xtref xtatc xts
	nr_email_referer cndid bxid esrc hashc hasha hashb
	wt_mc wt.mc_id wt_zmc wtrid wt.nav wt.srch
	user_email_address emci emdi sref_mail email_hash sfmc_id sfmc_activityid sfmc_sub sfmc_j sfmc_mid sfmc_uid
	sr_share
	unicorn_click_id aff_trace_key aff_platform afsmartredirect gatewayadapt pvid_ref rdt_cid _rdt_uuid rtid
	snr_c cx_click cx_recs_click spjobid spmailingid spreportid spuserid
	syclid share_source_ref sharetrackinfo __vfz syte_ref echobox
	vgo_ee usqp usg_ref gws_rd
	iesrc ref_cta_ref dpg_source dpg_campaign dpg_medium dpg_content wbdcd
	pf_rd_* pd_rd_*
	amp_js_v amp_gsa amp_tf ampshare aoh wprov
	_cio_id cio_id omnisendcontactid dub_id ob_click_id ko_click_id pk_vid nb_expid_meta cx_testid cx_testvariant cx_artpos
	showwelcomeonshare triedredirect isfreemail
	adgroupid_ref adid_ref matchtype_ref mibextid paipv eav
`

// perSite lists the tracking parameters of individual sites, by the end of the
// host's name; "amazon." stands for all of its countries.
var perSite = map[string]string{
	"youtube.com":         "si feature pp ab_channel app_ref kw embeds_referring_euri embeds_referring_origin source_ve_path attr_tag ucbcb cbrd themerefresh rco sttick",
	"youtu.be":            "si feature pp ab_channel app_ref kw embeds_referring_euri embeds_referring_origin source_ve_path",
	"music.youtube.com":   "si feature pp cbrd ucbcb",
	"twitter.com":         "s t cn src ref_src ref_url cxt mx",
	"x.com":               "s t cn src ref_src ref_url cxt mx",
	"instagram.com":       "igshid igsh hl_ref img_index_ref utm_source ig_mid ig_web_copy_link",
	"threads.net":         "xmt slof",
	"threads.com":         "xmt slof",
	"facebook.com":        "rdid share_url refsrc hrc ref fref hc_ref hc_location __tn__ ftentidentifier notif_t notif_id paipv acontext sfnsn mibextid extid rdr refid _rdr _rdc checkpoint_src",
	"tiktok.com":          "is_from_webapp sender_device is_copy_url _r _t sender_web_id share_app_id share_link_id share_item_id tt_from u_code timestamp user_id sec_user_id enter_method enter_from checksum preview_pb refer referer_url referer_video_id social_sharing share_author_id attr_medium attr_source web_id",
	"amazon.":             "tag ref ref_ psc_ref smid linkcode linkid creative creativeasin camp ascsubtag ie qid sr keywords crid sprefix dib dib_tag dchild content-id cv_ct_cx th_ref spia _encoding pldnsite rnid refrid psc colid coliid ms3_c hvlocint hvdvcmdl hvptwo hvpone hvpos qu ufe nc1 nc2 spla",
	"audible.":            "qid sr plink ref pagelofid ref_pageloadid pageloadid",
	"ebay.":               "_trkparms _trksid _from hash_ref amdata var_ref mkcid mkevt mkrid campid toolid customid epid",
	"aliexpress.com":      "spm scm algo_pvid algo_expid algo_exp_id pdp_npi gps-id pvid sk aff_fcid aff_fsk aff_platform tt terminal_id afsmartredirect curpageloguid",
	"etsy.com":            "click_key click_sum ref pro frs ga_order ga_search_type ga_view_type ga_search_query organic_search_click sts",
	"google.":             "ved ei sa usg sxsrf sca_esv gs_lp gs_lcp gs_lcrp sclient uact oq aqs sourceid bih biw dpr iflsig source_ref rlz g_ep g_st entry gs_ssp sca_upv ictx fbs",
	"news.google.com":     "hl_ref gl_ref ceid_ref",
	"play.google.com":     "pcampaignid referrer pli",
	"bing.com":            "form cvid pq sc sk sp qs ghc lq ghsh ghacc ghpl",
	"linkedin.com":        "trk trkinfo trackingid lipi lici refid midtoken midsig eid otptoken rcm originalsubdomain originalreferer trkemail lgcta lgtmp eblf",
	"reddit.com":          "share_id ref_campaign ref_source rdt correlation_id ref $deep_link $3p $original_url _branch_match_id post_index post_fullname",
	"medium.com":          "source gi",
	"substack.com":        "r s publication_id post_id isfreemail token_ref showwelcomeonshare triedredirect source submitpostview j_ref",
	"nytimes.com":         "smid smtyp partner emc rref module version_ref action_ref contentcollection referringsource te nl regi_id segment_id instance_id user_id pgtype_ref login ex_cid searchresultposition campaign_id sgrp rsrc",
	"washingtonpost.com":  "itid wpisrc wpmm tid hpid s_l wpsrc_ref",
	"theguardian.com":     "cmp",
	"bbc.co.uk":           "ns_mchannel xtor intlink_from_url link_location at_custom1",
	"bbc.com":             "ns_mchannel xtor intlink_from_url link_location",
	"wsj.com":             "mod reflink st_ref",
	"ft.com":              "segmentid desktop sharetype ftcamp",
	"economist.com":       "fsrc cid1 etear",
	"bloomberg.com":       "srnd sref leadsource cmpid",
	"theverge.com":        "scrolla",
	"vox.com":             "scrolla",
	"cnn.com":             "sr hpt cid_ref",
	"forbes.com":          "sh ss ctpv",
	"newyorker.com":       "source mbid verso_ref",
	"wired.com":           "mbid",
	"vogue.com":           "mbid",
	"gq.com":              "mbid",
	"vanityfair.com":      "mbid",
	"pitchfork.com":       "mbid",
	"bonappetit.com":      "mbid",
	"businessinsider.com": "r ir",
	"cnbc.com":            "__source",
	"cbsnews.com":         "ftag",
	"cnet.com":            "ftag",
	"zdnet.com":           "ftag",
	"msn.com":             "ocid cvid ei pc",
	"cbc.ca":              "cmp",
	"spiegel.de":          "sara_ref sara_ecid",
	"zeit.de":             "wt_zmc wt_ref",
	"spotify.com":         "si context nd _branch_match_id dl_branch pt_success",
	"bandcamp.com":        "from search_item_id search_item_type search_match_part search_page_id search_page_no search_rank search_sig",
	"soundcloud.com":      "si in_system ref p c utm_source utm_medium utm_campaign",
	"apple.com":           "itscg itsct ct_ref at mttnsubad uo cid_ref ct pt",
	"goodreads.com":       "from_search from_srp from_choice qid rank ref ac",
	"steampowered.com":    "snr curator_clanid",
	"imdb.com":            "ref_ pf_rd_m pf_rd_s",
	"netflix.com":         "trackid tctx jbr trkid",
	"twitch.tv":           "tt_medium tt_content",
	"vimeo.com":           "share fl fe turnstile",
	"docs.google.com":     "usp ouid rtpof sd",
	"drive.google.com":    "usp ouid rtpof sd",
	"pinterest.":          "invite_code sender sfo nic nic_v1 nic_v2 nic_v3",
	"stackexchange.com":   "r rq lq so_medium so_source",
	"superuser.com":       "r rq lq",
	"serverfault.com":     "r rq lq",
	"aol.com":             "ncid guccounter guce_referrer guce_referrer_sig",
	"techcrunch.com":      "ncid guccounter guce_referrer guce_referrer_sig",
	"engadget.com":        "ncid guccounter guce_referrer guce_referrer_sig",
	"huffpost.com":        "ncid cmpid",
	"huffingtonpost.com":  "ncid cmpid",
	"dailymail.co.uk":     "ito ico",
	"foxnews.com":         "cmpid intcmp",
	"history.com":         "cmpid",
	"espn.com":            "ex_cid cmpid ocid",
	"usatoday.com":        "icid gnt-cfr gca-cat gca-uir",
	"telegraph.co.uk":     "icid li_source li_medium",
	"snapchat.com":        "share_id sc_referrer",
	"bsky.app":            "ref_src",
	"wikipedia.org":       "wprov",
	"stackoverflow.com":   "r rq noredirect_ref so_medium so_source lq",
	"github.com":          "email_source email_token notification_referrer_id",
	"producthunt.com":     "ref",
	"indiehackers.com":    "ref",
	"yahoo.com":           "guccounter guce_referrer guce_referrer_sig soc_src soc_trk ncid tsrc",
	"bilibili.com":        "spm_id_from from_source from_spmid from msource refer_from share_from share_medium share_plat share_session_id share_source share_tag share_times timestamp bbid ts unique_k is_story_h5 mid vd_source seid",
	"taobao.com":          "scm spm pvid",
	"tmall.com":           "scm spm pvid",
	"alibaba.com":         "scm spm tracelog",
	"mp.weixin.qq.com":    "scene subscene sessionid clicktime enterid ascene devicetype version nettype abtest_cookie lang exportkey pass_ticket wx_header uin key srcid from isappinstalled chksm",
	"zhihu.com":           "utm_id share_code s_r",
	"walmart.com":         "athcpid athpgid athcgid athznid athieid athstid athguid athancid athena from selectedsellerid_ref",
	"hbr.org":             "ab referral",
	"quora.com":           "ch oid_ref share srid target_type",
}

// namesPage reports whether a parameter identifies the page at an address, although
// it is a tracking parameter elsewhere on the site.
func namesPage(host, path, name string) bool {
	switch {
	case isAppLink(host, path):
		return name == "publication_id" || name == "post_id"
	case strings.HasPrefix(host, "amazon."):
		return name == "keywords" && strings.HasSuffix(path, "/s")
	}
	return false
}

// isAppLink reports whether an address is a link in Substack's mails, which leads to
// a post and signs in whoever follows it.
func isAppLink(host, path string) bool {
	return host == "substack.com" && strings.HasSuffix(path, "/app-link/post")
}

// rules is a parsed list of parameters: whole names, and prefixes.
type rules struct {
	names      map[string]bool
	beginnings []string
}

func newRules(list string) rules {
	r := rules{names: map[string]bool{}}
	for name := range strings.FieldsSeq(list) {
		if beginning, ok := strings.CutSuffix(name, "*"); ok {
			r.beginnings = append(r.beginnings, beginning)
		} else {
			r.names[name] = true
		}
	}
	return r
}

func (r rules) match(name string) bool {
	if r.names[name] {
		return true
	}
	for _, b := range r.beginnings {
		if strings.HasPrefix(name, b) {
			return true
		}
	}
	return false
}

var perSiteRules = sync.OnceValue(func() map[string]rules {
	all := make(map[string]rules, len(perSite))
	for host, list := range perSite {
		all[host] = newRules(list)
	}
	return all
})

// siteRules returns the rules of the site that a host belongs to.
func siteRules(host string) (rules, bool) {
	for rest := host; rest != ""; {
		name, parent, _ := strings.Cut(rest, ".")
		if r, ok := perSiteRules()[rest]; ok {
			return r, true
		}
		if r, ok := perSiteRules()[name+"."]; ok {
			return r, true
		}
		rest = parent
	}
	return rules{}, false
}
